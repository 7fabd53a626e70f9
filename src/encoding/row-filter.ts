/** Which rows of the panel: a side of the split, the rows the selection runs on, or the training side by validation fold. */
export type RowFilter = TrainingRows | { readonly kind: 'test' }

/** Rows of the training side. Everything that is learned takes this type, so that the test side cannot be learned from. */
export type TrainingRows =
  | { readonly kind: 'train' }
  | { readonly kind: 'sample' }
  | { readonly kind: 'train-except-fold'; readonly fold: number }
  | { readonly kind: 'fold'; readonly fold: number }

/** SQL condition on the columns `split`, `sample` and `fold`. */
export const filterSql = (where: RowFilter): string => {
  switch (where.kind) {
    case 'train':
      return 'split = 1'
    case 'sample':
      return 'split = 1 AND sample = 1'
    case 'test':
      return 'split = 2'
    case 'train-except-fold':
      return `split = 1 AND fold <> ${Math.trunc(where.fold)}`
    case 'fold':
      return `split = 1 AND fold = ${Math.trunc(where.fold)}`
  }
}
