/** What the template can tell of a deployed value. */
import { matches, type StackView } from '../../../cli/doctor/stack-view';

test('a deployed value is compared with what the template can tell of it', () => {
  const view = { physicalIds: new Map([['Role', 'keyturn-function']]) } as unknown as StackView;
  expect(matches(view, 900, 900)).toBe(true);
  expect(matches(view, '14', '1')).toBe(false);
  expect(matches(view, { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/keyturn-function')).toBe(
    true,
  );
  expect(matches(view, { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/not-keyturn-function')).toBe(
    false,
  );
  expect(matches(view, { 'Fn::Join': ['', []] }, 'anything')).toBeUndefined();
});
