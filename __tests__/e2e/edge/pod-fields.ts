import {
  block,
  blocks,
  fileMode,
  flag,
  number,
  numberOrText,
  numberText,
  sentFlag,
  sentNumber,
  text,
  textMap,
  texts,
  type Fields,
} from "./fields";

/** Source of every name and default in this file: schema of hashicorp/kubernetes 2.38.0. */

export const labelSelector: Fields = {
  match_labels: textMap(),
  match_expressions: blocks({ key: text(), operator: text(), values: texts() }, "matchExpressions"),
};

const httpGet: Fields = {
  host: text(),
  path: text(),
  scheme: text("HTTP"),
  port: numberOrText(),
  http_header: blocks({ name: text(), value: text() }, "httpHeaders"),
};

/** What a probe or a hook does. Of a pause there is nothing in the provider: a hook runs a command that takes its time. */
const handler: Fields = {
  exec: block({ command: texts() }),
  http_get: block(httpGet),
  tcp_socket: block({ port: numberOrText() }),
};

const probe: Fields = {
  ...handler,
  grpc: block({ port: number(), service: text() }),
  failure_threshold: number(3),
  initial_delay_seconds: number(),
  period_seconds: number(10),
  success_threshold: number(1),
  timeout_seconds: number(1),
};

const seccompProfile: Fields = { type: text(), localhost_profile: text() };

/** What the pod says and the container does not, the container unsays: the provider sends every switch of this block. */
const containerSecurity: Fields = {
  allow_privilege_escalation: sentFlag(true),
  capabilities: block({ add: texts(), drop: texts() }),
  privileged: sentFlag(),
  read_only_root_filesystem: sentFlag(),
  run_as_group: numberText(),
  run_as_non_root: sentFlag(),
  run_as_user: numberText(),
  seccomp_profile: block(seccompProfile),
};

const podSecurity: Fields = {
  fs_group: numberText(),
  fs_group_change_policy: text(),
  run_as_group: numberText(),
  run_as_non_root: sentFlag(),
  run_as_user: numberText(),
  seccomp_profile: block(seccompProfile),
};

const keyReference: Fields = { key: text(), name: text(), optional: sentFlag() };
const reference: Fields = { name: text(), optional: sentFlag() };

const environmentVariable: Fields = {
  name: text(),
  value: text(),
  value_from: block({
    config_map_key_ref: block(keyReference),
    secret_key_ref: block(keyReference),
    field_ref: block({ api_version: text("v1"), field_path: text() }),
    resource_field_ref: block({ container_name: text(), divisor: text("1"), resource: text() }),
  }),
};

const container: Fields = {
  name: text(),
  image: text(),
  image_pull_policy: text(),
  command: texts(),
  args: texts(),
  env: blocks(environmentVariable, "env"),
  env_from: blocks(
    { config_map_ref: block(reference), secret_ref: block(reference), prefix: text() },
    "envFrom",
  ),
  lifecycle: block({ post_start: block(handler), pre_stop: block(handler) }),
  liveness_probe: block(probe),
  readiness_probe: block(probe),
  startup_probe: block(probe),
  port: blocks(
    {
      container_port: number(),
      host_ip: text(),
      host_port: number(),
      name: text(),
      protocol: text("TCP"),
    },
    "ports",
  ),
  resources: block({ limits: textMap(), requests: textMap() }),
  security_context: block(containerSecurity),
  stdin: flag(),
  stdin_once: flag(),
  termination_message_path: text("/dev/termination-log"),
  termination_message_policy: text(),
  tty: flag(),
  volume_mount: blocks(
    {
      mount_path: text(),
      mount_propagation: text("None"),
      name: text(),
      read_only: flag(),
      sub_path: text(),
    },
    "volumeMounts",
  ),
  working_dir: text(),
};

const file: Fields = { key: text(), mode: fileMode(), path: text() };

const volume: Fields = {
  name: text(),
  config_map: block({
    name: text(),
    default_mode: fileMode("0644"),
    items: blocks(file, "items"),
    optional: sentFlag(),
  }),
  empty_dir: block({ medium: text(), size_limit: text() }),
  secret: block({
    secret_name: text(),
    default_mode: fileMode("0644"),
    items: blocks(file, "items"),
    optional: sentFlag(),
  }),
};

const toleration: Fields = {
  effect: text(),
  key: text(),
  operator: text(),
  toleration_seconds: numberText(),
  value: text(),
};

const topologySpread: Fields = {
  label_selector: block(labelSelector),
  match_label_keys: texts(),
  max_skew: number(1),
  min_domains: number(),
  node_affinity_policy: text(),
  node_taints_policy: text(),
  topology_key: text(),
  when_unsatisfiable: text("DoNotSchedule"),
};

/** A pod's specification in the template of a Deployment. */
export const podSpec: Fields = {
  active_deadline_seconds: number(),
  automount_service_account_token: sentFlag(true),
  container: blocks(container, "containers"),
  dns_policy: text("ClusterFirst"),
  enable_service_links: sentFlag(true),
  host_ipc: { ...flag(), as: "hostIPC" },
  host_network: flag(),
  host_pid: { ...flag(), as: "hostPID" },
  hostname: text(),
  image_pull_secrets: blocks({ name: text() }, "imagePullSecrets"),
  init_container: blocks(container, "initContainers"),
  node_name: text(),
  node_selector: textMap(),
  priority_class_name: text(),
  restart_policy: text("Always"),
  runtime_class_name: text(),
  security_context: block(podSecurity),
  service_account_name: text(),
  share_process_namespace: sentFlag(),
  subdomain: text(),
  termination_grace_period_seconds: sentNumber(30),
  toleration: blocks(toleration, "tolerations"),
  topology_spread_constraint: blocks(topologySpread, "topologySpreadConstraints"),
  volume: blocks(volume, "volumes"),
};
