/** The plain scan as a Lambda function, so that it is measured in the same way. */
import { IAMClient } from '@aws-sdk/client-iam';
import { plainScan } from './plain-scan';

const iam = new IAMClient({});

export const handler = async () => ({ due: await plainScan(iam, 90, new Date()) });
