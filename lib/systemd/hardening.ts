import { setting, type Setting } from "./unit";

/**
 * What a service that only talks over TCP and reads its own files may not do: everything else.
 *
 * Order and names follow systemd.exec(5). `SystemCallErrorNumber=EPERM` is no ornament: without it the Go runtime, which
 * asks for resource limits at start, is killed. `ProcSubset=pid` hides /proc/sys, so Go listens with its fallback backlog
 * of 128 connections; Nginx keeps few connections open, so they do not pile up there.
 */
export const HARDENING: readonly Setting[] = [
  setting("NoNewPrivileges", "yes"),
  setting("CapabilityBoundingSet", ""),
  setting("AmbientCapabilities", ""),
  setting("UMask", "0077"),
  setting("ProtectSystem", "strict"),
  setting("ProtectHome", "yes"),
  setting("PrivateTmp", "yes"),
  setting("PrivateMounts", "yes"),
  setting("PrivateDevices", "yes"),
  setting("DevicePolicy", "closed"),
  setting("PrivateUsers", "yes"),
  setting("PrivateIPC", "yes"),
  setting("RemoveIPC", "yes"),
  setting("KeyringMode", "private"),
  setting("ProtectProc", "invisible"),
  setting("ProcSubset", "pid"),
  setting("ProtectHostname", "yes"),
  setting("ProtectClock", "yes"),
  setting("ProtectKernelTunables", "yes"),
  setting("ProtectKernelModules", "yes"),
  setting("ProtectKernelLogs", "yes"),
  setting("ProtectControlGroups", "yes"),
  setting("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
  setting("RestrictNamespaces", "yes"),
  setting("RestrictRealtime", "yes"),
  setting("RestrictSUIDSGID", "yes"),
  setting("LockPersonality", "yes"),
  setting("MemoryDenyWriteExecute", "yes"),
  setting("SystemCallArchitectures", "native"),
  setting("SystemCallFilter", "@system-service"),
  setting("SystemCallFilter", "~@privileged @resources"),
  setting("SystemCallErrorNumber", "EPERM"),
];
