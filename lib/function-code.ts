import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunction } from './bundling';

const BESIDE = join(__dirname, '..');

/** In the published package, `dist/function` lies next to `dist/lib`. A checkout has no such folder next to `lib`. */
const PREBUILT = join(BESIDE, 'function');

/** One file with everything inside: prebuilt in the published package; in a checkout bundled from the source with each synth. */
export function functionCode(): Code {
  return existsSync(PREBUILT) ? Code.fromAsset(PREBUILT) : fromSource();
}

/** The hash is that of the output, in both ways: so the function is deployed again only when the file has changed. */
const fromSource = () =>
  Code.fromAsset(join(BESIDE, 'lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      local: {
        tryBundle(folder) {
          bundleFunction(folder);
          return true;
        },
      },
      // The CDK demands one. It is never started: the local way succeeds or throws.
      image: DockerImage.fromRegistry('never-used'),
    },
  });
