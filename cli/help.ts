/** What `keyturn --help` says around the list of commands. */

export const INTRODUCTION =
  "Rotates IAM users' access keys without anyone ever being locked out. This is the operator's side of it.";

export const FIRST_DAY = `A first day:
  keyturn plan --local          what would it do to this account? deploys nothing
  npx cdk deploy                deploy it; nobody is managed yet
  keyturn adopt svc-reports     tag a first user in
  keyturn plan                  what will the next run do?
  keyturn doctor                is everything in order?

When something is wrong:
  keyturn rollback svc-reports             the new key does not work for them
  keyturn revoke AKIAIOSFODNN7EXAMPLE      a key has leaked
  keyturn hold svc-reports --until 2027-01-31
  keyturn confirm svc-reports              everybody has moved: deactivate the old key

Exit codes: 0 fine, 1 something needs attention, 2 wrong usage.`;
