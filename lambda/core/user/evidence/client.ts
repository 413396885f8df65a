/** What a program calls itself, from the whole user agent, which the caller chooses. Pure. */

/** Programs whose own name is not at the beginning, or has a space in it. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/\bTerraform\/|terraform-provider-aws\//i, 'Terraform'],
  [/\bOpenTofu\//i, 'OpenTofu'],
  [/\bminio-go\//i, 'minio-go'],
  [/\bS3[ -]?Browser\b/i, 'S3 Browser'],
];

/**
 * `aws-cli` of `aws-cli/2.17.5 md/awscrt#0.20.11 …`; empty where there is no such name. No dot in the name and no letter in the version,
 * so that it cannot read as an address.
 */
export function clientOf(userAgent: string): string {
  const known = NAMED.find(([pattern]) => pattern.test(userAgent));
  if (known) return known[1];
  // APN/1.0 <vendor>/1.0 <product>/<version>: how partners of AWS name theirs.
  const own = userAgent.replace(/^\[?APN\/\S+ \S+ /, '');
  return /^\[?([A-Za-z][\w-]{0,30})\/v?\d{1,5}(?:\.\d{1,5}){0,3}(?![\w.])/.exec(own)?.[1] ?? '';
}
