/** A set that was fitted, with what sets are ordered by. */
export interface FittedSet {
  /** Candidate indices, ascending. */
  readonly set: readonly number[]
  readonly loglik: number
  /** Log-likelihood less the criterion's penalty. */
  readonly value: number
}

const before = (a: FittedSet, b: FittedSet): boolean => {
  if (a.value !== b.value) return a.value > b.value
  for (let i = 0; i < a.set.length; i += 1) {
    if (a.set[i] !== b.set[i]) return (a.set[i] as number) < (b.set[i] as number)
  }
  return false
}

/** The best sets found so far: at most `capacity`, best first, each once; and none that is further than `within` from the best. */
export class BestSets {
  private readonly list: FittedSet[] = []
  readonly capacity: number
  readonly within: number

  constructor(capacity: number, within = Infinity) {
    this.capacity = capacity
    this.within = within
  }

  /** Value that a set must exceed to get on the list; −∞ while there is room and no distance is asked. */
  get threshold(): number {
    const [best] = this.list
    if (best === undefined) return -Infinity
    const near = best.value - this.within
    return this.list.length < this.capacity ? near : Math.max(near, (this.list[this.capacity - 1] as FittedSet).value)
  }

  get sets(): readonly FittedSet[] {
    return this.list
  }

  add(fitted: FittedSet): void {
    let at = this.list.length
    while (at > 0 && before(fitted, this.list[at - 1] as FittedSet)) at -= 1
    this.list.splice(at, 0, fitted)
    if (this.list.length > this.capacity) this.list.pop()
    if (this.within === Infinity) return
    const near = (this.list[0] as FittedSet).value - this.within
    while ((this.list.at(-1) as FittedSet).value < near) this.list.pop()
  }
}
