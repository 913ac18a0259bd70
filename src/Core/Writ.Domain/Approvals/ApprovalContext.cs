using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Writ.Domain;

/// <summary>
/// What a decision rested on beside the action's bytes and the release: who acts for whom, for which intent with which parameters, on what, where to, what code computed,
/// and which rules asked for what. When any of it is different, an approval is for something else. The time and what a task used up are not of it.
/// </summary>
public static class ApprovalContext
{
    /// <summary>The bytes of it, the same for the same context. They may be personal: they are digested under a key, and kept nowhere.</summary>
    public static byte[] ToBytes(DecisionRequest request, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(request);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartArray();
        json.WriteNumberValue(1);
        WriteActor(json, request.Actor);
        WriteTask(json, request.Task);
        WriteAction(json, request.Action);

        // What code computed. Labels of the task's data join here, so that a new taint is a new question.
        json.WriteBooleanValue(request.Facts.Classified);
        json.WriteBooleanValue(request.Facts.Pinned);
        json.WriteBooleanValue(request.Facts.ResourceKnown);
        WriteDecision(json, decision);
        json.WriteEndArray();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteActor(Utf8JsonWriter json, Actor actor)
    {
        json.WriteStringValue(actor.Instance.ToString());
        json.WriteStringValue(actor.Agent.ToString());
        json.WriteNumberValue((int)actor.Assurance);
        json.WriteNumberValue((int)actor.Binding);
        json.WriteNumberValue((int)actor.Method);
        json.WriteStartArray();
        foreach (var link in actor.Chain.IsDefault ? [] : actor.Chain)
        {
            json.WriteStringValue(link.ToString());
        }

        json.WriteEndArray();
    }

    private static void WriteTask(Utf8JsonWriter json, AgentTask task)
    {
        WriteExactly(json, task.Subject?.Issuer ?? "");
        WriteExactly(json, task.Subject?.Id ?? "");
        json.WriteStringValue(task.Intent.ToString());
        json.WriteNumberValue((int)task.Channel);
        json.WriteNumberValue((int)task.Standing.State);
        json.WriteStartArray();
        foreach (var (name, value) in task.Parameters)
        {
            json.WriteStringValue(name);
            WriteExactly(json, value switch
            {
                ParameterValue.Text text => "s" + text.Value,
                ParameterValue.Number number => "n" + number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ParameterValue.Truth truth => truth.Value ? "t" : "f",
                _ => throw new ArgumentException("a parameter is a string, a whole number or a truth value", nameof(task)),
            });
        }

        json.WriteEndArray();
    }

    private static void WriteAction(Utf8JsonWriter json, ActionRequest action)
    {
        json.WriteNumberValue((int)action.Effects);
        json.WriteStringValue(action.Resource.Type);
        WriteExactly(json, action.Resource.Id);
        json.WriteStartArray();
        foreach (var (name, value) in action.Resource.Attributes)
        {
            json.WriteStringValue(name);
            WriteExactly(json, value);
        }

        json.WriteEndArray();
        json.WriteStringValue(action.Destination.Kind);
        WriteExactly(json, action.Destination.Name);
    }

    private static void WriteDecision(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartArray();
        foreach (var policy in decision.Determining)
        {
            json.WriteStringValue(policy);
        }

        json.WriteEndArray();
        json.WriteStartArray();
        foreach (var obligation in decision.Obligations)
        {
            json.WriteStringValue(obligation.Kind);
            json.WriteStringValue(obligation.Parameter);
            json.WriteStringValue(obligation.Rule);
        }

        json.WriteEndArray();
    }

    // By its UTF-16 units: two texts that are not well-formed are not to become one.
    private static void WriteExactly(Utf8JsonWriter json, string text) => json.WriteBase64StringValue(Encoding.Unicode.GetBytes(text));
}
