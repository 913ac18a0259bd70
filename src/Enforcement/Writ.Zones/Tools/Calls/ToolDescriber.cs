using System.Buffers;
using System.Text.Json;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>
/// Describes a tool that is asked about. What may be called is what was pinned: no server is asked, and where a session of the asker's has seen the server offer
/// something else, the tool counts as changed. The resource that the asker names may only restate what the catalogue makes of the arguments.
/// </summary>
internal sealed class ToolDescriber(PinBook book, ToolSessions sessions) : IActionDescriber
{
    // The type by which an asker names the tool itself.
    private const string Tool = "tool";

    public async ValueTask<Description?> DescribeAsync(Authentication.Named who, ReleaseInForce release, ActionQuestion question, CancellationToken cancellationToken)
    {
        if (!ActionName.TryParse(question.Action, out var name) || !release.Release.Servers.ContainsKey(name.Server))
        {
            return null;
        }

        if (!(await book.ReadAsync(name.Server, cancellationToken)).TryGetValue(name, out var pin))
        {
            return new Description.Refused(ToolReasons.NotOffered);
        }

        var tool = new OfferedTool(name, pin, Pinned: !sessions.Contradict(who, name, pin), HasOutputSchema: false);
        var arguments = Arguments(question, release.Release.Catalogue.GetValueOrDefault(name)?.Resource);
        var described = ToolDescription.Of(release.Release, tool, arguments.Span, Range.All, default);
        return IsRestated(question, described.Action) ? described : new Description.Refused(ToolReasons.OtherResource);
    }

    private static bool IsRestated(ActionQuestion question, ActionRequest action) =>
        (question.ResourceType == Tool && question.ResourceId == action.Name.ToString())
        || (question.ResourceType == action.Resource.Type && question.ResourceId == action.Resource.Id);

    // An asker that names the resource alone has said what the argument must be, where the catalogue leaves but one possibility.
    private static ReadOnlyMemory<byte> Arguments(ActionQuestion question, ResourceTemplate? template)
    {
        if (template is null || question.ResourceType != template.Type || ToolDescription.HasArgument(question.Arguments.Span, template)
            || template.ValueOf(question.ResourceId) is not { } value)
        {
            return question.Arguments;
        }

        var buffer = new ArrayBufferWriter<byte>(question.Arguments.Length + 64);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString(template.Argument, value);
        if (!question.Arguments.IsEmpty)
        {
            using var given = JsonDocument.Parse(question.Arguments);
            foreach (var member in given.RootElement.EnumerateObject())
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
