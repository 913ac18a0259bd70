using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Writ.Cedar.Ast;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;
using Writ.Cedar.Values;

namespace Writ.Bench.Cedar;

/// <summary>Writ.Cedar with one workload loaded.</summary>
internal sealed class WritEngine
{
    private readonly PolicySet policies;
    private readonly EntityStore entities;
    private readonly CedarRequest[] requests;

    private WritEngine(PolicySet policies, EntityStore entities, CedarRequest[] requests) => (this.policies, this.entities, this.requests) = (policies, entities, requests);

    /// <summary>How many requests there are.</summary>
    public int Count => requests.Length;

    /// <summary>From the policies' text to the first decision, when the workload was opened.</summary>
    public TimeSpan FirstLoad { get; private init; }

    /// <summary>Loads a workload; every entity and every request keeps to its schema.</summary>
    public static WritEngine Open(GatewayWorkload workload)
    {
        if (!CedarSchema.TryParse(workload.Schema, out var schema, out var errors, new ParseOptions { MaxTextLength = int.MaxValue }))
        {
            throw new BenchException($"the schema was refused: {errors[0]}");
        }

        if (!EntityJson.TryRead(workload.Entities.ToJsonString(), out var stored, out var wrong, schema))
        {
            throw new BenchException($"the entities were refused: {wrong}");
        }

        CedarRequest[] asked = [.. workload.Asked.Select(request => Request(request, schema))];
        var from = Stopwatch.GetTimestamp();
        var loaded = Read(workload);
        _ = Authorizer.Authorize(asked[0], loaded, stored).Decision;
        return new WritEngine(loaded, stored, asked) { FirstLoad = Stopwatch.GetElapsedTime(from) };
    }

    /// <summary>From the policies' text to the first decision.</summary>
    public TimeSpan Load(GatewayWorkload workload)
    {
        var from = Stopwatch.GetTimestamp();
        _ = Authorizer.Authorize(requests[0], Read(workload), entities).Decision;
        return Stopwatch.GetElapsedTime(from);
    }

    /// <summary>Decides one request: the call that is measured, and nothing else.</summary>
    public CedarDecision Decide(int request) => Authorizer.Authorize(requests[request], policies, entities).Decision;

    /// <summary>What is answered to a request: decision, reasons, errors.</summary>
    public Answer Answer(int request)
    {
        var response = Authorizer.Authorize(requests[request], policies, entities);
        return new Answer(
            response.Decision == CedarDecision.Allow,
            [.. response.Reasons.Select(static policy => policy.Id).Order(StringComparer.Ordinal)],
            [.. response.Errors.Select(static error => error.Policy.Id).Order(StringComparer.Ordinal)]);
    }

    /// <summary>How many policies' scope fits a request.</summary>
    public int Fitting(int request)
    {
        var response = Authorizer.Authorize(requests[request], policies, entities);
        return response.Permits.Length + response.Unmet.Length + response.Forbids.Length + response.Errors.Length;
    }

    private static PolicySet Read(GatewayWorkload workload) =>
        PolicySet.TryParse(workload.Files.Select(static (text, number) => new PolicySource($"{number}.cedar", text)), out var read, out var errors)
            ? read
            : throw new BenchException($"the policies were refused: {errors[0]}");

    private static CedarRequest Request(GatewayRequest request, CedarSchema schema)
    {
        var action = EntityUid.Of("Action", request.Tool);
        if (!ValueJson.TryReadRecord(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request.Context)), out var context, out var wrong, schema.Actions[action].Context))
        {
            throw new BenchException($"a context was refused: {wrong}");
        }

        var made = new CedarRequest(EntityUid.Of("Agent", request.Agent), action, EntityUid.Of("Record", request.Record), context);
        return SchemaConformance.Check(schema, made) is { } violation ? throw new BenchException($"a request does not keep to the schema: {violation}") : made;
    }
}
