/** Its form alone: a list of Regions would refuse the next one that AWS opens. */
export const isRegion = (text: string) => /^[a-z]{2,4}(-[a-z]{2,12}){1,2}-\d{1,2}$/.test(text);
