/**
 * The ready-made app, of a release that is broken on purpose: the members' function fails as soon as it is called. It is bundled as any other,
 * so that its code has a hash of its own.
 */
import type { BuildOptions } from 'esbuild';

const esbuild = require('esbuild') as typeof import('esbuild');

const BROKEN = "module.exports = { handler: async () => { throw new Error('this release is broken'); } };";

const buildSync = (options: BuildOptions) => {
  const isHub = Object.values(options.entryPoints ?? {}).some((path) => String(path).includes('hub'));
  return esbuild.buildSync(isHub ? options : { ...options, footer: { js: BROKEN } });
};

const loaded = require.cache[require.resolve('esbuild')];
if (loaded) loaded.exports = { ...esbuild, buildSync };

require('../../../bin/app');
