using System.Text.Json;
using System.Text.Unicode;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>What can be told of a server's answer without believing what it says.</summary>
/// <param name="Failed">Whether it is an error, or a tool's result that says it is one.</param>
internal sealed record McpAnswer(bool Failed)
{
    /// <summary>Reads an answer; null when two readers could read it differently, or when it answers something else.</summary>
    public static McpAnswer? Read(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> id)
    {
        if (!Utf8.IsValid(answer))
        {
            return null;
        }

        var reader = new StrictReader(answer, lenient: true, foldedTo: 2);
        var (answered, results, errors, failed, stray) = (false, false, false, false, false);
        while (reader.Read())
        {
            if (reader.Token != JsonTokenType.PropertyName || reader.Depth > 2)
            {
                continue;
            }

            if (reader.Depth == 2)
            {
                stray |= results && MemberName.IsVariant(reader.Text(), "isError");
                failed |= results && !errors && reader.Is("isError"u8) && reader.Read() && reader.Token == JsonTokenType.True;
            }
            else if (reader.Is("id"u8))
            {
                answered = reader.Read() && answer[reader.Start..reader.End].SequenceEqual(id);
            }
            else
            {
                // The result is what follows its name up to the next name of the same depth.
                errors |= reader.Is("error"u8);
                results = reader.Is("result"u8);
                stray |= !results && !reader.Is("error"u8) && !reader.Is("jsonrpc"u8);
            }
        }

        return reader.Flaw == McpRefusal.None && answered && !stray ? new McpAnswer(failed || errors) : null;
    }
}
