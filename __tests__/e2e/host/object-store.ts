import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import path from "node:path";
import { end, mustRun, start, until } from "./processes";

/** A role and its temporary credentials as the instance metadata service tells them. */
export interface InstanceIdentity {
  readonly role: string;
  readonly credentials: {
    readonly Code: "Success";
    readonly Type: "AWS-HMAC";
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly Token: string;
    readonly Expiration: string;
  };
}

/** One request that reached S3. */
export interface SeenRequest {
  readonly url: string;
  readonly authorization: string;
  readonly status: number;
}

const REGION = "us-east-1";
const ROLE = "landfall-host";

/**
 * S3 as hosts see it: moto, which checks signatures, tokens and policies, behind TLS on port 443 of an address.
 *
 * Its certificate is signed by an authority of its own, {@link authority}.
 */
export class ObjectStore {
  readonly seen: SeenRequest[] = [];
  /** Answer 503 to that many requests before S3 sees one. */
  failures = 0;
  private moto: ChildProcess | undefined;
  private readonly fronts: Server[] = [];
  private motoPort = 0;

  constructor(
    private readonly bucket: string,
    private readonly folder: string,
  ) {}

  /** Name that hosts reach the bucket by. */
  get host(): string {
    return `${this.bucket}.s3.${REGION}.amazonaws.com`;
  }

  /** Certificate of the authority that hosts have to trust, as PEM. */
  get authority(): string {
    return readFileSync(path.join(this.folder, "ca.pem"), "utf8");
  }

  /** Starts moto with the bucket, and a role that may read programs/ in it. */
  async start(motoServer: string): Promise<void> {
    this.motoPort = await freePort();
    this.moto = start(motoServer, ["-H", "127.0.0.1", "-p", String(this.motoPort)]);
    await until(() => this.isUp(), Boolean, 30);
    await this.setUp("s3", "PUT", `/${this.bucket}`, "");
    await this.iam("iam", {
      Action: "CreateRole",
      RoleName: ROLE,
      AssumeRolePolicyDocument: policy("sts:AssumeRole", "*"),
    });
    await this.iam("iam", {
      Action: "PutRolePolicy",
      RoleName: ROLE,
      PolicyName: "releases",
      PolicyDocument: policy("s3:GetObject", `arn:aws:s3:::${this.bucket}/programs/*`),
    });
    await this.makeCertificate();
  }

  async put(key: string, body: Buffer): Promise<void> {
    await this.setUp("s3", "PUT", `/${this.bucket}/${key}`, body);
  }

  /** Temporary credentials of the role that may read programs/. */
  async assumeRole(): Promise<InstanceIdentity> {
    const answer = await this.iam("sts", {
      Action: "AssumeRole",
      RoleArn: `arn:aws:iam::123456789012:role/${ROLE}`,
      RoleSessionName: "i-1",
    });
    const field = (name: string): string => new RegExp(`<${name}>([^<]*)<`).exec(answer)?.[1] ?? "";
    return {
      role: ROLE,
      credentials: {
        Code: "Success",
        Type: "AWS-HMAC",
        AccessKeyId: field("AccessKeyId"),
        SecretAccessKey: field("SecretAccessKey"),
        Token: field("SessionToken"),
        Expiration: field("Expiration"),
      },
    };
  }

  /** From now on moto checks every signature, token and policy. Nothing more can be set up then. */
  async enforce(): Promise<void> {
    await this.setUp("moto", "POST", "/moto-api/reset-auth", "0");
  }

  /** Moto checks nothing any more. */
  async relax(): Promise<void> {
    await this.setUp("moto", "POST", "/moto-api/reset-auth", "inf");
  }

  /** Answers on port 443 of an address. */
  async listen(address: string): Promise<void> {
    const front = createServer(
      {
        key: readFileSync(path.join(this.folder, "s3.key")),
        cert: readFileSync(path.join(this.folder, "s3.pem")),
      },
      (request, response) => {
        this.pass(request, response);
      },
    );
    this.fronts.push(front);
    await new Promise<void>((resolve, reject) => {
      front.once("error", reject);
      front.listen(443, address, resolve);
    });
  }

  async stop(): Promise<void> {
    for (const front of this.fronts) {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    }
    await end(this.moto);
  }

  private pass(request: IncomingMessage, response: ServerResponse): void {
    const note = (status: number): void => {
      const { url = "", headers } = request;
      this.seen.push({ url, authorization: headers.authorization ?? "", status });
      response.statusCode = status;
    };
    if (this.failures > 0) {
      this.failures -= 1;
      note(503);
      response.end("<Error><Code>SlowDown</Code></Error>");
      return;
    }
    const { method, url, headers } = request;
    const onward = httpRequest(
      { host: "127.0.0.1", port: this.motoPort, method, path: url, headers },
      (answer) => {
        note(answer.statusCode ?? 0);
        answer.pipe(response);
      },
    );
    onward.once("error", () => {
      note(502);
      response.end();
    });
    request.pipe(onward);
  }

  private async makeCertificate(): Promise<void> {
    const file = (name: string): string => path.join(this.folder, name);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    await mustRun(
      "openssl",
      ...[
        "req",
        "-x509",
        ...key,
        "-subj",
        "/CN=test authority",
        "-keyout",
        file("ca.key"),
        "-out",
        file("ca.pem"),
      ],
    );
    await mustRun(
      "openssl",
      ...["req", "-x509", ...key, "-subj", `/CN=${this.host}`, "-addext", `subjectAltName=DNS:${this.host}`],
      ...["-addext", "basicConstraints=critical,CA:FALSE", "-CA", file("ca.pem"), "-CAkey", file("ca.key")],
      ...["-keyout", file("s3.key"), "-out", file("s3.pem")],
    );
  }

  private async isUp(): Promise<boolean> {
    return fetch(`http://127.0.0.1:${this.motoPort}/moto-api/`).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  private async iam(service: "iam" | "sts", fields: Record<string, string>): Promise<string> {
    const version = service === "iam" ? "2010-05-08" : "2011-06-15";
    const body = new URLSearchParams({ ...fields, Version: version }).toString();
    return this.setUp(service, "POST", "/", body, "application/x-www-form-urlencoded");
  }

  /** Moto tells services apart by the scope in the header; before {@link enforce} it does not look at the rest. */
  private async setUp(
    service: string,
    method: string,
    target: string,
    body: string | Buffer,
    type = "application/octet-stream",
  ): Promise<string> {
    const scope = `Credential=test/20260101/${REGION}/${service}/aws4_request`;
    const answer = await fetch(`http://127.0.0.1:${this.motoPort}${target}`, {
      method,
      body: new Uint8Array(Buffer.from(body)),
      headers: {
        authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none`,
        "content-type": type,
      },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${target}: ${answer.status}\n${text}`);
    return text;
  }
}

function policy(action: string, resource: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
  });
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
