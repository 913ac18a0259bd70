using System.Text.Json;
using System.Text.Json.Serialization;

namespace Writ.Cli;

/// <summary>Where a running Writ listens; written to `run/endpoints.json` when it is ready.</summary>
/// <param name="Agents">The agents' listener, as a URL without a trailing slash.</param>
/// <param name="AgentsTls">The same over TLS, likewise.</param>
/// <param name="Operators">The operators' listener, as a URL without a trailing slash.</param>
/// <param name="ProcessId">The process.</param>
internal sealed record Endpoints(string Agents, string AgentsTls, string Operators, int ProcessId)
{
    public static Endpoints? Read(Home home)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(home.Endpoints), EndpointsJson.Default.Endpoints);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(Home home)
    {
        var next = home.Endpoints + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, EndpointsJson.Default.Endpoints));
        File.Move(next, home.Endpoints, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Endpoints))]
internal sealed partial class EndpointsJson : JsonSerializerContext;
