/** The custom resource that copies the members' code, and empties the bucket when the hub goes. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CopyObjectCommand, DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { code } from '../../../lambda/hub/code';

const s3 = mockClient(S3Client);
const client = new S3Client({});
let server: Server;
let answers: Record<string, string>[];
let status: number;

beforeEach(async () => {
  s3.reset();
  [answers, status] = [[], 200];
  server = createServer(async (request, response) => {
    answers.push(JSON.parse(await text(request)));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const event = (RequestType: string, more: object = {}) => ({
  RequestType,
  ResponseURL: `http://localhost:${(server.address() as AddressInfo).port}/`,
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Code',
  ResourceProperties: { From: 'assets/abc.zip', Bucket: 'hub', Key: 'code/abc.zip' },
  ...more,
});

test.each(['Create', 'Update'])('%s copies the code and answers', async (type) => {
  s3.on(CopyObjectCommand).resolves({});
  await code(client, event(type));
  expect(s3.commandCalls(CopyObjectCommand)[0]?.args[0].input).toEqual({
    CopySource: 'assets/abc.zip',
    Bucket: 'hub',
    Key: 'code/abc.zip',
  });
  expect(answers).toEqual([
    {
      Status: 'SUCCESS',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Code',
      PhysicalResourceId: 'hub/code',
    },
  ]);
});

test('what fails is answered with the reason, since CloudFormation would wait for an hour', async () => {
  s3.on(CopyObjectCommand).rejects(new Error('Access Denied'));
  await code(client, event('Create'));
  expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('Access Denied') }]);
});

test('Delete empties the bucket, page by page, and nothing is deleted from an empty one', async () => {
  s3.on(ListObjectsV2Command)
    .resolvesOnce({ Contents: [{ Key: 'a' }, { Key: 'b' }], IsTruncated: true, NextContinuationToken: 'more' })
    .resolvesOnce({ Contents: [{ Key: 'c' }] })
    .resolves({});
  s3.on(DeleteObjectsCommand).resolves({});
  await code(client, event('Delete', { PhysicalResourceId: 'hub/code' }));
  const deleted = s3.commandCalls(DeleteObjectsCommand).map(({ args: [{ input }] }) => input.Delete?.Objects);
  expect(deleted).toEqual([[{ Key: 'a' }, { Key: 'b' }], [{ Key: 'c' }]]);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'hub/code' }]);
});

test('an answer that CloudFormation does not take is an error, which the log shows', async () => {
  status = 403;
  s3.on(CopyObjectCommand).resolves({});
  await expect(code(client, event('Create'))).rejects.toThrow('CloudFormation answered 403');
});
