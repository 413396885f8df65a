/** Where in the report the evidence for a control is, and what it does not prove. The standards' own text counts. */

export interface Control {
  readonly standard: string;
  readonly control: string;
  readonly shownBy: string;
  readonly notProven: string;
}

export const CONTROLS: readonly Control[] = [
  {
    standard: 'PCI DSS 4.0.1',
    control:
      '8.6.3, 8.3.9: credentials of application and system accounts are changed at the frequency of the risk analysis, and on suspicion',
    shownBy:
      'Settings (the frequency and its changes), keys and rotations (age of each key), incidents (change on suspicion)',
    notProven:
      'That the frequency follows from a targeted risk analysis, and that users who are not managed are covered.',
  },
  {
    standard: 'PCI DSS 4.0.1',
    control: '8.2.6, 7.2.5.1: inactive accounts and access of system accounts are reviewed',
    shownBy: 'Population (who is managed, tagged out, not selected)',
    notProven: 'That anybody reviewed the list, or that the rights of the users are needed.',
  },
  {
    standard: 'PCI DSS 4.0.1',
    control: '10.2.1.5, 10.5.1: changes of credentials are logged, 12 months are kept, 3 at hand',
    shownBy: 'Changes (each with its run), CloudTrail (event ids), days with and without a good run',
    notProven: 'That the log cannot be altered, and what happened before the 90 days that CloudTrail shows.',
  },
  {
    standard: 'ISO/IEC 27001:2022',
    control: 'A.5.15 to A.5.18, A.8.2, A.8.5: rule, owner, authentication information, access rights',
    shownBy: 'Settings (the rule), owners in every list, rotations (records), exceptions with their end',
    notProven: 'That the owner in the tag is right, and that exceptions were approved by somebody who may.',
  },
  {
    standard: 'ISO/IEC 27001:2022',
    control: 'A.5.24 to A.5.26: incidents are assessed and answered',
    shownBy: 'Incidents (report, replacement, deactivation, in seconds)',
    notProven: 'That every leak was reported, and what was done with the key before it was deactivated.',
  },
  {
    standard: 'SOC 2',
    control: 'CC6.1 to CC6.3: credentials are managed through their life, for the whole window',
    shownBy: 'Population, keys and rotations (to sample from), exceptions, days with and without a good run',
    notProven: 'Anything about the days without a good run, and about access that uses no access key.',
  },
  {
    standard: 'SOC 2',
    control: 'CC7.2 to CC7.4: anomalies are found and incidents answered',
    shownBy: 'Incidents, changes outside Keyturn (CloudTrail)',
    notProven: 'That misuse would be noticed: Keyturn does not look for it.',
  },
  {
    standard: 'CIS AWS Foundations',
    control: '1.14 (v3, v4), 1.13 (v5), 2.13 (v6), 2.12 (v7): access keys are rotated every 90 days or less',
    shownBy: 'Keys (days past the maximum age, and why)',
    notProven: 'The age of keys of users who are not managed: npx keyturn posture shows it.',
  },
  {
    standard: 'CIS AWS Foundations',
    control: '1.12 (v3, v4), 1.11 (v5), 2.11 (v7): credentials unused for 45 days are disabled',
    shownBy: 'Nothing here: npx keyturn posture lists them',
    notProven: 'That unused keys are disabled.',
  },
  {
    standard: 'NIS2',
    control: 'Directive (EU) 2022/2555, Article 21(2)(b), (i), (j): incident handling, access control, authentication',
    shownBy: 'Incidents, settings, population, rotations, exceptions',
    notProven: 'That the measures are appropriate to the risk; early warning and notification of authorities.',
  },
];
