const REGION = "us-east-1";

/** Marks a request as signed; moto reads no more from it than the service and the region. */
function signed(service: string): Record<string, string> {
  return {
    Authorization: `AWS4-HMAC-SHA256 Credential=test/20261101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  };
}

/** Looks into the simulated AWS, past Terraform. */
export class Cloud {
  constructor(private readonly endpoint: string) {}

  /** An object's bytes; undefined where there is none. */
  async object(bucket: string, key: string): Promise<Buffer | undefined> {
    const response = await fetch(`${this.endpoint}/${bucket}/${key}`, { headers: signed("s3") });
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  }

  /** Keys of all objects in a bucket, sorted; undefined where there is no such bucket. */
  async keys(bucket: string): Promise<string[] | undefined> {
    const response = await fetch(`${this.endpoint}/${bucket}?list-type=2`, { headers: signed("s3") });
    return response.ok ? textsOf(await response.text(), "Key").sort() : undefined;
  }

  /** A setting of a bucket, such as `versioning`, as XML. */
  async bucketSetting(bucket: string, setting: string): Promise<string> {
    return (await this.send("s3", `/${bucket}?${setting}=`)).text();
  }

  async putBucket(bucket: string): Promise<void> {
    await this.send("s3", `/${bucket}`, { method: "PUT" });
  }

  async putObject(bucket: string, key: string, body: string): Promise<void> {
    await this.send("s3", `/${bucket}/${key}`, { method: "PUT", body });
  }

  async deleteObject(bucket: string, key: string): Promise<void> {
    await this.send("s3", `/${bucket}/${key}`, { method: "DELETE" });
  }

  /** Answer of a service that speaks REST, such as Lambda. */
  async get(service: string, path: string): Promise<unknown> {
    return (await this.send(service, path)).json();
  }

  /** Answer of a service that speaks JSON, such as CloudWatch Logs. */
  async ask(service: string, target: string, body: object): Promise<unknown> {
    const headers = { "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1" };
    return (await this.send(service, "/", { method: "POST", headers, body: JSON.stringify(body) })).json();
  }

  /** Answer, as XML, of a service that speaks the query protocol, such as EC2. */
  async query(service: string, version: string, parameters: Record<string, string>): Promise<string> {
    const body = new URLSearchParams({ ...parameters, Version: version });
    return (await this.send(service, "/", { method: "POST", body })).text();
  }

  private async send(service: string, path: string, request: RequestInit = {}): Promise<Response> {
    const headers = { ...signed(service), ...(request.headers as Record<string, string> | undefined) };
    const response = await fetch(this.endpoint + path, { ...request, headers });
    if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

/** What stands in every element of a name, in XML that holds no markup inside of it. */
export function textsOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, text]) => text ?? "");
}
