const { transformSync } = require('esbuild');

/** Lets jest load ES modules: what they export as CommonJS. */
module.exports = {
  process: (source, file) => transformSync(source, { format: 'cjs', target: 'node20', sourcemap: 'inline', sourcefile: file }),
};
