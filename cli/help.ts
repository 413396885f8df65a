/** What the help says around commander's lists. */

export const INTRODUCTION =
  "Rotates IAM users' access keys without anyone ever being locked out. This is the operator's side of it.";

export const EXAMPLES: Readonly<Record<string, string>> = {
  keyturn: `
A first day:
  keyturn plan --local          what would it do to this account? deploys nothing
  npx cdk deploy                deploy it; nobody is managed yet
  keyturn adopt svc-reports     tag a first user in
  keyturn plan                  what will the next run do?
  keyturn doctor                is everything in order?

When something is wrong:
  keyturn rollback svc-reports             the new key does not work for them
  keyturn revoke AKIAIOSFODNN7EXAMPLE      a key has leaked
  keyturn hold svc-reports --until 2027-01-31

Exit codes: 0 fine, 1 something needs attention, 2 wrong usage.`,
  plan: `
Examples:
  keyturn plan                            what the deployed function would do
  keyturn plan --user svc-reports         one user
  keyturn plan --local                    everybody with an access key, nothing deployed
  keyturn plan --local -c graceDays=7     with another policy
  keyturn plan --local --show-policy      the rights that --local needs, as JSON

With --local, settings come from "context" in cdk.json of this folder, then -c.`,
  status: `
Examples:
  keyturn status
  keyturn status --user svc-reports
  keyturn status --json | jq '.outcomes[] | select(.phase == "held") | .userName'

Phases: failed, held, blocked need somebody; due, rotating, grace, quarantine are
steps of a rotation; waiting, steady, dormant have nothing to do.`,
  adopt: `
Examples:
  keyturn adopt svc-reports svc-billing
  keyturn adopt --path /service/ --dry-run
  keyturn adopt --from users.txt --yes
  keyturn adopt svc-reports --read-own-secret

It needs iam:TagUser beside the rights of plan --local, and iam:AttachUserPolicy
for --read-own-secret, which lets a program fetch its next key with the present
one. A tag puts a user into Keyturn's hands only where the function is deployed
with manage=tag:…`,
  rotate: `
Examples:
  keyturn rotate svc-reports
  keyturn rotate svc-reports --dry-run

The old key keeps working for the grace period. keyturn rollback undoes it.`,
  rollback: `
Examples:
  keyturn rollback svc-reports`,
  revoke: `
Examples:
  keyturn revoke AKIAIOSFODNN7EXAMPLE
  keyturn revoke AKIAIOSFODNN7EXAMPLE --yes     at once, without a question

Programs that use the key fail from then on, unless they read the new one.`,
  hold: `
Examples:
  keyturn hold svc-reports --until 2027-01-31
  keyturn hold svc-reports --until 2027-01-31T12:00:00Z
  keyturn hold svc-reports --release`,
  doctor: `
Examples:
  keyturn doctor
  keyturn doctor --json | jq '.findings[] | select(.level != "ok")'

What it may not look at is a finding of its own, never an ok.`,
};
