import fc from 'fast-check'

// Property tests draw the same examples on every machine, so that a failure can be seen again; FC_SEED draws others.
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20261122) })
