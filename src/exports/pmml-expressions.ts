import { type Xml, xml } from './pmml-xml.js'

/** A number that stands for itself; the shortest text that reads back as the same double. */
export const constant = (value: number | string, dataType: 'double' | 'integer' | 'date' = 'double'): Xml =>
  xml('Constant', { dataType }, String(value))

/** The value of a field. */
export const fieldRef = (field: string): Xml => xml('FieldRef', { field })

/** A built-in function of PMML. */
export const apply = (name: string, ...inside: readonly Xml[]): Xml => xml('Apply', { function: name }, inside)

/** One value where a condition holds and another, or none, where it does not. */
export const when = (condition: Xml, then: Xml, otherwise?: Xml): Xml =>
  apply('if', condition, then, ...(otherwise === undefined ? [] : [otherwise]))

/** A field that follows from others. */
export const derived = (name: string, dataType: 'integer' | 'double', expression: Xml): Xml =>
  xml('DerivedField', { name, optype: dataType === 'integer' ? 'ordinal' : 'continuous', dataType }, [expression])

/** A table of rows; a cell without text is left out. */
export const inlineTable = (rows: readonly Readonly<Record<string, string | null>>[]): Xml =>
  xml(
    'InlineTable',
    {},
    rows.map((row) =>
      xml(
        'row',
        {},
        Object.entries(row).flatMap(([column, text]) => (text === null ? [] : [xml(column, {}, text)])),
      ),
    ),
  )
