// For Node, as the README says: the module stays out of the bundle.
export default {
  mode: 'production',
  target: 'node20',
  entry: './main.mjs',
  experiments: { outputModule: true },
  output: { filename: 'webpack.mjs', library: { type: 'module' } },
  externals: { residua: 'import residua' },
};
