import { Voice } from '../../../local/demo/telling/voice';

function aVoice() {
  let ms = 0;
  const lines: string[] = [];
  const voice = new Voice(
    () => ms,
    (line) => lines.push(line),
  );
  return { voice, lines, later: (more: number) => (ms += more) };
}

test('a stage has the seconds since the beginning', () => {
  const { voice, lines, later } = aVoice();
  later(12_400);
  voice.stage('cdk deploy');
  expect(lines).toEqual([' 12 s  cdk deploy']);
});

test('it is never silent for 3 seconds: what lasts is named again, what is quick is not named', () => {
  const { voice, lines, later } = aVoice();
  for (let day = 0; day < 100; day++) {
    voice.doing(`day ${day}`);
    later(100);
  }
  expect(lines).toEqual(['  3 s  … day 25', '  5 s  … day 50', '  8 s  … day 75']);
});

test('a line of the story ends a silence too', () => {
  const { voice, lines, later } = aVoice();
  later(2_000);
  voice.line('news');
  later(2_000);
  voice.doing('day 4');
  expect(lines).toEqual(['news']);
});

test('in the background, while something takes its time', () => {
  jest.useFakeTimers();
  try {
    const { voice, lines, later } = aVoice();
    voice.stage('cdk deploy');
    voice.listen();
    later(2_600);
    jest.advanceTimersByTime(500);
    voice.end();
    later(60_000);
    jest.advanceTimersByTime(60_000);
    expect(lines).toEqual(['  0 s  cdk deploy', '  3 s  … cdk deploy']);
  } finally {
    jest.useRealTimers();
  }
});
