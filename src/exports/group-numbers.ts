const asNumber = (text: string): number => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))

/** Categories that are numbers: each number in the last group that names it, as the kernel's lookup has it. Others can never be met. */
export const groupNumbers = (groups: readonly (readonly string[])[]): readonly (readonly number[])[] => {
  const last = new Map(groups.flatMap((group, level) => group.map((text) => [asNumber(text), level] as const)))
  return groups.map((_, level) =>
    [...last].flatMap(([number, of]) => (of === level && Number.isFinite(number) ? [number] : [])),
  )
}
