using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Writ.Client;

/// <summary>What is asked for a task: an intent, and what narrows it. The policy decides, and the ceiling of the intent bounds whatever is asked (RFC 9396).</summary>
public sealed record TaskRequest
{
    /// <summary>The only type of authorization details there is.</summary>
    public const string Type = "urn:writ:task";

    private static readonly JsonWriterOptions Writing = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The intent's name.</summary>
    public required string Intent { get; init; }

    /// <summary>The intent's parameters, as texts.</summary>
    /// <value>None.</value>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What the work is, in words. It is the agent's own word, so no rule trusts it.</summary>
    /// <value>None.</value>
    public string? Goal { get; init; }

    /// <summary>The only actions it may do, as `server/tool` or `server/*`.</summary>
    /// <value>Those of the intent's ceiling.</value>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>The only resources it may do them to, as `Type` or `Type::id`.</summary>
    /// <value>Those of the intent's ceiling.</value>
    public ImmutableArray<string> Resources { get; init; } = [];

    /// <summary>What arguments are held to, by their names.</summary>
    /// <value>Nothing but the intent's ceiling.</value>
    public ImmutableSortedDictionary<string, ArgumentConstraint> Arguments { get; init; } = ImmutableSortedDictionary.Create<string, ArgumentConstraint>(StringComparer.Ordinal);

    /// <summary>How long the task may last, in whole seconds.</summary>
    /// <value>The intent's deadline.</value>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How many actions its writ is good for; it is not renewed then.</summary>
    /// <value>As many as the budget allows.</value>
    public int? Uses { get; init; }

    /// <summary>How far the task may be delegated; zero for not at all.</summary>
    /// <value>As far as the intent allows.</value>
    public int? MaxDelegationDepth { get; init; }

    /// <summary>To whom the task is delegated; null when it is this client's own.</summary>
    internal string? DelegateTo { get; init; }

    /// <summary>The request as authorization details: an array of this one.</summary>
    /// <exception cref="ArgumentException">A member is empty or out of its bounds.</exception>
    internal string ToJson(Uri? location)
    {
        Validate();
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("type", Type);
            json.WriteString("intent", Intent);
            WriteParameters(json);
            if (Goal is not null)
            {
                json.WriteString("goal", Goal);
            }

            WriteScope(json);
            WriteBounds(json);
            if (location is not null)
            {
                WriteTexts(json, "locations", [location.AbsoluteUri]);
            }

            json.WriteEndObject();
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Intent, nameof(Intent));
        if (Lifetime is { } lifetime && (lifetime < TimeSpan.FromSeconds(1) || lifetime.Ticks % TimeSpan.TicksPerSecond != 0))
        {
            throw new ArgumentException("a lifetime is a whole number of seconds, one or more", nameof(Lifetime));
        }

        if (Uses is < 1)
        {
            throw new ArgumentException("a writ is good for one use or more", nameof(Uses));
        }

        if (MaxDelegationDepth is < 0)
        {
            throw new ArgumentException("a depth is not negative", nameof(MaxDelegationDepth));
        }

        if (Actions.IsDefault || Resources.IsDefault || Parameters is null || Arguments is null || Actions.Concat(Resources).Concat(Parameters.Keys).Concat(Arguments.Keys).Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("a name is missing");
        }
    }

    private void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartObject("parameters");
        foreach (var (name, value) in Parameters)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteScope(Utf8JsonWriter json)
    {
        WriteTexts(json, "actions", Actions);
        WriteTexts(json, "resources", Resources);
        if (Arguments.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("arguments");
        foreach (var (name, constraint) in Arguments)
        {
            json.WriteStartObject(name);
            constraint.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteBounds(Utf8JsonWriter json)
    {
        if (Lifetime is { } lifetime)
        {
            json.WriteNumber("lifetime", (long)lifetime.TotalSeconds);
        }

        if (Uses is { } uses)
        {
            json.WriteNumber("uses", uses);
        }

        if (MaxDelegationDepth is not null || DelegateTo is not null)
        {
            json.WriteStartObject("delegation");
            if (DelegateTo is not null)
            {
                json.WriteString("to", DelegateTo);
            }

            if (MaxDelegationDepth is { } depth)
            {
                json.WriteNumber("max_depth", depth);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        if (texts.IsEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
