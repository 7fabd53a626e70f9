/** A count of people, or `null` where fewer than `minimum` people stand behind it: also for 0, so that 0 never stands for "hidden". */
export const suppress = (count: number, minimum: number): number | null => (count < minimum ? null : count)
