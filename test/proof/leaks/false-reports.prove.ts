/** As many as may come at once. */
import { falseReports, flood } from './false-reports';

falseReports(100);
flood(1_000);
