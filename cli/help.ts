/** What `keyturn --help` says around the list of commands. */

export const INTRODUCTION =
  "Rotates IAM users' access keys without anyone ever being locked out. This is the command line for operators.";

export const FIRST_DAY = `A first day:
  npx keyturn plan --local          what would it do to this account? deploys nothing
  npx cdk deploy                    deploy it; nobody is managed yet
  npx keyturn adopt svc-reports     tag a first user in
  npx keyturn plan                  what will the next run do?
  npx keyturn doctor                is everything in order?

When something is wrong:
  npx keyturn rollback svc-reports                  the new key does not work
  npx keyturn revoke AKIAIOSFODNN7EXAMPLE           a key has leaked
  npx keyturn hold svc-reports --until 2027-01-31   do nothing before that date
  npx keyturn confirm svc-reports                   everybody has moved

Exit codes: 0 fine, 1 something needs attention, 2 wrong usage.`;
