/** IAM is global, and what is said about it (CloudTrail's events, AWS Health's) is in one Region of AWS's own partition. */
export const REGION_OF_IAM = 'us-east-1';

/** Whether a Region is another one than that. Of other partitions, AWS documents no such Region. */
export const isApartFromIam = (region: string): boolean =>
  region !== REGION_OF_IAM && !/^(cn|us-gov|us-iso|eu-iso|eusc)/.test(region);
