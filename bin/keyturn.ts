/** The operator's command line. */
import { main } from '../cli/main';

// The SDK would announce on standard error which Node it will need some day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
