// The flagship run must reproduce what is published: the nine features, and recall at 10% and 20% within three points.
import { readFileSync } from 'node:fs'

const run = process.argv[2]
const read = (name) => JSON.parse(readFileSync(`${run}/${name}.json`, 'utf8'))
const published = [
  'prior_bijstand', 'ww_right_months', 'ww_months_left', 'ww_amount', 'side_income', 'tw_supplement',
  'age_first_ww_day', 'household_single', 'municipality',
]
const problems = []
const { selected } = read('04-selection')
if ([...selected].sort().join() !== [...published].sort().join()) problems.push(`selected ${selected.join(', ')}`)
for (const [k, value] of [[0.1, 0.63], [0.2, 0.77]]) {
  const at = read('07-ranking').test.atK.find((row) => row.k === k)
  const recall = at.recall.expected
  console.log(`recall at ${k}: ${recall} (published ${value})`)
  if (Math.abs(recall - value) > 0.03) problems.push(`recall at ${k} is ${recall}, published ${value}`)
}
if (!read('09-gates').passed) problems.push('a gate refused')
for (const problem of problems) console.error(problem)
process.exit(problems.length === 0 ? 0 : 1)
