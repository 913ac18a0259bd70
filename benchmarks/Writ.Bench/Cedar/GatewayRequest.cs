using System.Text.Json.Nodes;

namespace Writ.Bench.Cedar;

/// <summary>One request of the workload.</summary>
/// <param name="Agent">Who asks.</param>
/// <param name="Tool">Which tool, as <c>server/tool</c>.</param>
/// <param name="Record">Of what.</param>
/// <param name="Context">What else is known, in Cedar's JSON.</param>
internal sealed record GatewayRequest(string Agent, string Tool, string Record, JsonObject Context)
{
    /// <summary>The server of the tool.</summary>
    public string Server => Tool.Split('/')[0];

    /// <summary>The request by its content, so that no two of a workload are alike.</summary>
    public string Key => $"{Agent} {Tool} {Record} {Context.ToJsonString()}";
}
