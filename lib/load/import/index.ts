export { importExport, type ExportImportProps } from "./cloudwatch/export-import";
export { importMetric, type MetricImportProps } from "./cloudwatch/metric-import";
export { importCsv, type CsvImportProps } from "./csv";
export { checkTarget } from "./history-target";
export {
  describeSummary,
  historyCsv,
  summarize,
  type ImportedHistory,
  type ImportSummary,
} from "./imported-history";
export { importNginx, type NginxImportProps } from "./nginx/access-log";
export { importPrometheus, type PrometheusImportProps } from "./prometheus";
