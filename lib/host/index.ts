export { HEALTH_PATH } from "../nginx/virtual-host";
export { renderCloudConfig, USER_DATA_LIMIT_BYTES } from "./cloud-config";
export { hostSpec } from "./host";
export type { HostApp, HostAppBase, HostProgram, HostProps, HostSite } from "./host-props";
export type { HostFile, HostPath, HostSpec, HostUser } from "./host-spec";
