import { Duration, Share, Size } from "../../lib/definition/units";
import { goMemoryLimit, programService } from "../../lib/systemd/program-service";
import { programServiceFaults } from "../../lib/systemd/program-service-faults";
import { OWN_VARIABLES, type ProgramServiceProps } from "../../lib/systemd/program-service-props";

function props(more: Partial<ProgramServiceProps> = {}): ProgramServiceProps {
  return {
    description: "the shop",
    identifier: "shop",
    user: "lf-shop",
    group: "lf-shop-group",
    executable: "/opt/landfall/shop/current/shop",
    port: 8080,
    ...more,
  };
}
const lines = (more: Partial<ProgramServiceProps> = {}): string[] => programService(props(more)).split("\n");
const values = (key: string, more: Partial<ProgramServiceProps> = {}): string[] =>
  lines(more)
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));

describe("the unit of a program", () => {
  it.each([
    ["Description", ["the shop"]],
    ["After", ["network-online.target"]],
    ["Wants", ["network-online.target"]],
    ["Type", ["exec"]],
    ["ExecStart", ['"/opt/landfall/shop/current/shop"']],
    ["User", ["lf-shop"]],
    ["Group", ["lf-shop-group"]],
    ["SyslogIdentifier", ["shop"]],
    ["WantedBy", ["multi-user.target"]],
  ])("has %s=%j", (key, expected) => {
    expect(values(key)).toEqual(expected);
  });

  it("tells the program where to listen and how much memory it has", () => {
    expect(values("Environment")).toEqual(['"HOST=127.0.0.1"', '"PORT=8080"', '"GOMEMLIMIT=483183820B"']);
  });

  it("follows another address and port", () => {
    expect(values("Environment", { host: "::1", port: 9000 }).slice(0, 2)).toEqual([
      '"HOST=::1"',
      '"PORT=9000"',
    ]);
  });

  it("adds the settings, sorted, each escaped", () => {
    const environment = { GREETING: 'it\'s 100% "quoted" $HOME \\n', ABC: "1" };
    expect(values("Environment", { environment }).slice(3)).toEqual([
      '"ABC=1"',
      String.raw`"GREETING=it's 100%% \"quoted\" $HOME \\n"`,
    ]);
  });

  it("passes arguments", () => {
    expect(values("ExecStart", { arguments: ["-a", "b c"] })).toEqual([
      '"/opt/landfall/shop/current/shop" "-a" "b c"',
    ]);
  });

  it("is restarted whenever it ends, and given up when it never lives", () => {
    expect(values("Restart")).toEqual(["always"]);
    expect(values("RestartSec")).toEqual(["2"]);
    expect(values("StartLimitIntervalSec")).toEqual(["600"]);
    expect(values("StartLimitBurst")).toEqual(["100"]);
  });

  it("has more time to stop than the program takes to drain, 3 s, and to shut down, 20 s", () => {
    expect(values("TimeoutStopSec")).toEqual(["30"]);
    expect(values("TimeoutStopSec", { stopTimeout: Duration.seconds(90) })).toEqual(["90"]);
  });

  it("limits memory to 512 MiB and threads to 512", () => {
    expect(values("MemoryMax")).toEqual(["536870912"]);
    expect(values("MemorySwapMax")).toEqual(["0"]);
    expect(values("TasksMax")).toEqual(["512"]);
  });

  it("limits memory as told, Go's to nine tenths of it", () => {
    expect(values("MemoryMax", { memory: Size.mebibytes(64) })).toEqual(["67108864"]);
    expect(values("Environment", { memory: Size.mebibytes(64) })).toContain('"GOMEMLIMIT=60397977B"');
    expect(goMemoryLimit(Size.mebibytes(100))).toBe("94371840B");
  });

  it("limits threads as told, and nothing else with it", () => {
    expect(values("TasksMax", { tasksMax: 64 })).toEqual(["64"]);
    expect(values("MemoryMax", { tasksMax: 64 })).toEqual(["536870912"]);
  });

  it("limits the processor only when told", () => {
    expect(values("CPUQuota")).toEqual([]);
    expect(lines().join()).not.toContain("GOMAXPROCS");
  });

  it.each([
    [20, "20%", 1],
    [100, "100%", 1],
    [101, "101%", 2],
    [250, "250%", 3],
    [7, "7%", 1],
  ])("limits the processor to %i %%, and Go's threads with it", (percent, quota, threads) => {
    const cpuQuota = Share.percent(percent);
    expect(values("CPUQuota", { cpuQuota })).toEqual([quota]);
    expect(values("Environment", { cpuQuota })).toContain(`"GOMAXPROCS=${threads}"`);
  });

  it("may bind its own port alone", () => {
    expect(values("SocketBindAllow", { port: 9000 })).toEqual(["tcp:9000"]);
    expect(values("SocketBindDeny")).toEqual(["any"]);
  });

  it("cannot ask for the machine's credentials unless told", () => {
    expect(values("IPAddressDeny")[0]).toContain("169.254.169.254");
    expect(values("IPAddressDeny", { instanceMetadata: true })).toEqual([]);
  });

  it("drops system calls with an error, not with death, or Go would not start", () => {
    expect(values("SystemCallFilter")).toEqual(["@system-service", "~@privileged @resources"]);
    expect(values("SystemCallErrorNumber")).toEqual(["EPERM"]);
  });

  it.each([
    ["NoNewPrivileges", "yes"],
    ["CapabilityBoundingSet", ""],
    ["AmbientCapabilities", ""],
    ["UMask", "0077"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "yes"],
    ["PrivateTmp", "yes"],
    ["PrivateMounts", "yes"],
    ["PrivateDevices", "yes"],
    ["DevicePolicy", "closed"],
    ["PrivateUsers", "yes"],
    ["PrivateIPC", "yes"],
    ["RemoveIPC", "yes"],
    ["KeyringMode", "private"],
    ["ProtectProc", "invisible"],
    ["ProcSubset", "pid"],
    ["ProtectHostname", "yes"],
    ["ProtectClock", "yes"],
    ["ProtectKernelTunables", "yes"],
    ["ProtectKernelModules", "yes"],
    ["ProtectKernelLogs", "yes"],
    ["ProtectControlGroups", "yes"],
    ["RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"],
    ["RestrictNamespaces", "yes"],
    ["RestrictRealtime", "yes"],
    ["RestrictSUIDSGID", "yes"],
    ["LockPersonality", "yes"],
    ["MemoryDenyWriteExecute", "yes"],
    ["SystemCallArchitectures", "native"],
  ])("is hardened by %s=%s", (key, value) => {
    expect(values(key)).toEqual([value]);
  });

  it("is the same text for the same properties, whatever their order", () => {
    expect(programService(props({ environment: { A: "1", B: "2" } }))).toBe(
      programService(props({ environment: { B: "2", A: "1" } })),
    );
  });
});

describe("what is refused", () => {
  it.each<[string, Partial<ProgramServiceProps>]>([
    ["description", { description: "a\nb" }],
    ["identifier", { identifier: "a\nb" }],
    ["user", { user: "Root" }],
    ["user", { user: "a".repeat(32) }],
    ["user", { user: "" }],
    ["group", { group: "a b" }],
    ["executable", { executable: "shop" }],
    ["executable", { executable: "/opt/a b" }],
    ["executable", { executable: "-/bin/true" }],
    ["arguments[1]", { arguments: ["a", "b\n"] }],
    ["host", { host: "localhost" }],
    ["port", { port: 1023 }],
    ["port", { port: 65_536 }],
    ["port", { port: 8080.5 }],
    ["memory", { memory: Size.mebibytes(31) }],
    ["memory", { memory: Size.mebibytes(64.5) }],
    ["tasksMax", { tasksMax: 15 }],
    ["cpuQuota", { cpuQuota: Share.percent(0) }],
    ["cpuQuota", { cpuQuota: Share.percent(12.5) }],
    ["stopTimeout", { stopTimeout: Duration.seconds(0) }],
    ["stopTimeout", { stopTimeout: Duration.seconds(1.5) }],
    ["environment.A", { environment: { A: "a\nb" } }],
    ["environment.A B", { environment: { "A B": "" } }],
    ["environment.", { environment: { "": "" } }],
  ])("%s in %j", (path, more) => {
    expect(programServiceFaults(props(more)).map((fault) => fault.path)).toEqual([path]);
  });

  it.each(OWN_VARIABLES)("the variable %s, which the unit sets", (name) => {
    expect(() => programService(props({ environment: { [name]: "x" } }))).toThrow(
      `environment.${name}: is set by`,
    );
  });

  it("everything at once, in one error, each with its place", () => {
    const faults = programServiceFaults(
      props({ port: 1, tasksMax: 1, environment: { PORT: "1" } }),
      "apps[0].",
    );
    expect(faults.map((fault) => fault.path)).toEqual([
      "apps[0].port",
      "apps[0].tasksMax",
      "apps[0].environment.PORT",
    ]);
  });
});

describe("what is taken", () => {
  it.each<Partial<ProgramServiceProps>>([
    { port: 1024 },
    { port: 65_535 },
    { memory: Size.mebibytes(32) },
    { tasksMax: 16 },
    { cpuQuota: Share.percent(1) },
    { stopTimeout: Duration.seconds(86_400) },
    { user: "a".repeat(31) },
    { environment: { _A1: "" } },
  ])("%j", (more) => {
    expect(programServiceFaults(props(more))).toEqual([]);
  });
});
