/**
 * For Stryker: the unit tests of the deciding and executing code, the quickest first, as one file. Files of their own would load the code
 * once each, for every mutant.
 */
import '../../lambda/core/rules/restrict.test';
import '../../lambda/core/user/timetable.test';
import '../../lambda/core/user/situation.test';
import '../../lambda/core/user/leftover.test';
import '../../lambda/core/rules/keeps-failing.test';
import '../../lambda/core/rules/slots.test';
import '../../lambda/core/rules/revocation.test';
import '../../lambda/core/rules/current-retired.test';
import '../../lambda/core/rules/make-step.test';
import '../../lambda/core/rules/announced.test';
import '../../lambda/core/rules/tell-hold.test';
import '../../lambda/core/rules/old-key.test';
import '../../lambda/core/rules/hold-without-end.test';
import '../../lambda/core/rules/plan.test';
import '../../lambda/core/commands/command-plan.test';
import '../../lambda/core/commands/confirm.test';
import '../../lambda/core/commands/aftermath.test';
import '../../lambda/core/rules/survivors.test';
import '../../lambda/core/rules/late-messages.test';
import '../../lambda/core/rules/heads-up.test';
import '../../lambda/core/user/evidence/client.test';
import '../../lambda/core/user/evidence/programs.test';
import '../../lambda/core/user/evidence/pauses.test';
import '../../lambda/core/user/evidence/evidence.test';
import '../../lambda/core/account/unsettled.test';
import '../../lambda/core/account/reasons-to-look.test';
import '../../lambda/through-hub.test';
import '../../lambda/run/steps/execute.test';
import '../../lambda/run/read/observe.test';
import '../../lambda/run/read/scan.test';
import '../../lambda/report.test';
import '../../lambda/core/user/tags.test';
import '../../lambda/core/rules/secret-half.test';
import '../../lambda/core/account/triage.test';
import '../../lambda/core/account/pauses-learnt.test';
import '../../lambda/run/ordinary-states.test';
import '../../lambda/run/reconcile.test';
import '../../lambda/run/command.test';
import '../../lambda/run/steps/cut.test';
