/** Makes of an asynchronous function one that begins a call only when the calls before it have ended. */
export const oneByOne = <Input, Output>(
  work: (input: Input) => Promise<Output>,
): ((input: Input) => Promise<Output>) => {
  let before: Promise<unknown> = Promise.resolve()
  return (input) => {
    const own = before.then(() => work(input))
    before = own.catch(() => undefined)
    return own
  }
}
