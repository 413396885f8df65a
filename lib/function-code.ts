import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { AssetProps } from 'aws-cdk-lib/aws-s3-assets';
import { type Bundle, bundle } from './bundling';

const BESIDE = join(__dirname, '..');

/** One file with everything inside: prebuilt in the published package; in a checkout bundled from the source with each synth. */
export function functionCode(which: Bundle = 'function'): Code {
  const { path, ...options } = codeAsset(which);
  return Code.fromAsset(path, options);
}

/** In the published package, `dist/function` lies next to `dist/lib`. A checkout has no such folder next to `lib`. */
export function codeAsset(which: Bundle): AssetProps {
  const prebuilt = join(BESIDE, which);
  return existsSync(prebuilt) ? { path: prebuilt } : fromSource(which);
}

/** The hash is that of the output, in both ways: so the function is deployed again only when the file has changed. */
const fromSource = (which: Bundle): AssetProps => ({
  // A folder for each: the CDK takes two assets of one folder for the same, whatever their bundling writes.
  path: which === 'function' ? join(BESIDE, 'lambda') : join(BESIDE, 'lambda', which),
  assetHashType: AssetHashType.OUTPUT,
  bundling: {
    local: {
      tryBundle(folder) {
        bundle(which, folder);
        return true;
      },
    },
    // The CDK demands one. It is never started: the local way succeeds or throws.
    image: DockerImage.fromRegistry('never-used'),
  },
});
