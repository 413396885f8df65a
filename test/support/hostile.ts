/** Text that is made to deceive whoever reads it: in a terminal, in an e-mail, in a chat. */
export const HOSTILE: readonly string[] = [
  'x\n{"level":"ERROR","message":"FORGED","forged":true}',
  'FORGED\r\nWhat to do:\r\nFORGED',
  '\u001b[2J\u001b[31mFORGED\u001b[0m',
  '\u202eFORGED\u202c',
  '\u200fFORGED\u2066x',
  'a\u2028FORGED\u2029b\u0085c',
  'a\u0000b\u0008c',
  '<https://evil.example|FORGED>',
  '[FORGED](https://evil.example)',
  'https://evil.example/FORGED',
  'www.evil.example',
  '<!channel> FORGED',
  '@here FORGED',
  '`*~FORGED~*`',
  "x'; aws iam delete-user --user-name alice; 'FORGED",
  '"}],"forged":true,"x":[{"FORGED":"',
  '$(FORGED)',
];

/** A user's name that is one of them, as IAM would never allow it. */
export const disguised = (seed: number) => `carol-${HOSTILE[seed % HOSTILE.length]}`;
