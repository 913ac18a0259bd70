using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Writ.Domain;
using Writ.Spiffe;

namespace Writ.Storage;

/// <summary>The part of a task that no condition asks for and that may be personal. Its bytes are JSON; they leave this process only sealed.</summary>
internal sealed record SealedPart(
    Subject? Subject,
    string? Goal,
    TaskChannel Channel,
    Assurance Assurance,
    AttestationMethod Method,
    Binding Binding,
    ImmutableArray<SpiffeId> Chain,
    ImmutableArray<TaskId> Ancestors,
    int Hops,
    ImmutableSortedDictionary<string, ParameterValue> Parameters,
    Scope Scope)
{
    /// <summary>The part of this task.</summary>
    public static SealedPart Of(AgentTask task) => new(
        task.Subject, task.Goal, task.Channel, task.Actor.Assurance, task.Actor.Method, task.Actor.Binding,
        task.Actor.Chain.IsDefault ? [] : task.Actor.Chain, task.Ancestors.IsDefault ? [] : task.Ancestors, task.Hops, task.Parameters, task.Scope);

    /// <summary>Writes it.</summary>
    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("v", 1);
        if (Subject is not null)
        {
            json.WriteString("issuer", Subject.Issuer);
            json.WriteString("subject", Subject.Id);
        }

        if (Goal is not null)
        {
            json.WriteString("goal", Goal);
        }

        json.WriteNumber("channel", (int)Channel);
        json.WriteNumber("assurance", (int)Assurance);
        json.WriteNumber("method", (int)Method);
        json.WriteNumber("binding", (int)Binding);
        json.WriteStartArray("chain");
        foreach (var id in Chain)
        {
            json.WriteStringValue(id.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("ancestors");
        foreach (var id in Ancestors)
        {
            json.WriteStringValue(id.ToString());
        }

        json.WriteEndArray();
        json.WriteNumber("hops", Hops);
        WriteParameters(json);
        json.WritePropertyName("scope");
        ScopeJson.Write(json, Scope);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static SealedPart Read(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        return new SealedPart(
            Text(root, "issuer") is { } issuer && Text(root, "subject") is { } id ? new Subject(issuer, id) : null,
            Text(root, "goal"),
            (TaskChannel)root.GetProperty("channel").GetInt32(),
            (Assurance)root.GetProperty("assurance").GetInt32(),
            root.TryGetProperty("method", out var method) ? (AttestationMethod)method.GetInt32() : AttestationMethod.Launcher,
            (Binding)root.GetProperty("binding").GetInt32(),
            [.. root.GetProperty("chain").EnumerateArray().Select(static e => SpiffeId.Parse(e.GetString() ?? ""))],
            root.TryGetProperty("ancestors", out var ancestors) ? [.. ancestors.EnumerateArray().Select(static e => TaskId.Parse(e.GetString() ?? ""))] : [],
            root.TryGetProperty("hops", out var hops) ? hops.GetInt32() : 0,
            ReadParameters(root.GetProperty("parameters")),
            ScopeJson.Read(root.GetProperty("scope")));
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;

    private void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartObject("parameters");
        foreach (var (name, value) in Parameters)
        {
            switch (value)
            {
                case ParameterValue.Text text:
                    json.WriteString(name, text.Value);
                    break;
                case ParameterValue.Number number:
                    json.WriteNumber(name, number.Value);
                    break;
                case ParameterValue.Truth truth:
                    json.WriteBoolean(name, truth.Value);
                    break;
                default:
                    throw new ArgumentException("a parameter is a string, a whole number or a truth value", nameof(json));
            }
        }

        json.WriteEndObject();
    }

    private static ImmutableSortedDictionary<string, ParameterValue> ReadParameters(JsonElement parameters)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var member in parameters.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Number => new ParameterValue.Number(member.Value.GetInt64()),
                JsonValueKind.True or JsonValueKind.False => new ParameterValue.Truth(member.Value.GetBoolean()),
                _ => new ParameterValue.Text(member.Value.GetString() ?? ""),
            };
        }

        return values.ToImmutable();
    }
}
