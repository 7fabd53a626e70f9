// The corridor as rules: a room may import its own folder and anything to its left, nothing to its right.
const corridor = [
  'errors', 'random', 'digest', 'numeric', 'engine', 'disclosure', 'contract', 'drafting', 'panel', 'encoding', 'screening', 'selection', 'fit',
  'calibration', 'ranking', 'challenger', 'fairness', 'gates', 'artifact', 'explanation', 'signing', 'registry', 'exports', 'run-results', 'rooms', 'examine', 'retrain',
  'run-folder-reader', 'figures', 'report', 'notebooks', 'dossier', 'cli',
]
const at = (name) => `^src/${name}(/|\\.ts$)`
const rightward = corridor.slice(0, -1).map((name, index) => ({
  name: `corridor-${name}`,
  comment: `${name} may not import what comes after it in the corridor`,
  severity: 'error',
  from: { path: at(name) },
  to: { path: corridor.slice(index + 1).map(at) },
}))

module.exports = {
  forbidden: [
    ...rightward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src', pathNot: ['worker\\.ts$', 'index\\.ts$', 'main\\.ts$', '\\.d\\.ts$'] }, to: {} },
    {
      name: 'scoring-knows-no-training',
      comment: 'production scoring never loads training code',
      severity: 'error',
      from: { path: '^src/scoring/' },
      to: { path: ['panel', 'encoding', 'screening', 'selection', 'fit', 'calibration', 'ranking', 'fairness', 'gates', 'population', 'report', 'cli'].map(at) },
    },
    {
      name: 'metrics-take-arrays',
      comment: 'ranking, challenger and fairness take scores, codes, labels and groups, never a model or an engine',
      severity: 'error',
      from: { path: '^src/(ranking|challenger|fairness)/' },
      to: { path: ['engine', 'contract', 'panel', 'encoding', 'screening', 'selection', 'fit'].map(at) },
    },
    {
      name: 'population-stands-apart',
      severity: 'error',
      from: { path: '^src/population/' },
      to: { path: ['contract', 'panel', 'encoding', 'screening', 'selection', 'fit', 'calibration', 'ranking', 'fairness', 'gates', 'artifact', 'scoring', 'report', 'cli'].map(at) },
    },
    { name: 'schemas-are-data', severity: 'error', from: { path: '^data-schemas/' }, to: { path: '^src/' } },
    { name: 'nothing-imports-the-barrel', severity: 'error', from: { path: '^src/', pathNot: '^src/index\\.ts$' }, to: { path: '^src/index\\.ts$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'], mainFields: ['main', 'types'] },
  },
}
