using System.Collections.Immutable;
using System.Text.Json;
using Writ.Domain;
using Writ.Enforcement;

namespace Writ.Zones.Tools;

/// <summary>Makes an action of a tool and its arguments: what it does, to what, and where its data goes come from the release's catalogue, whoever asks and in whatever form.</summary>
internal static class ToolDescription
{
    /// <summary>The action and its facts.</summary>
    /// <param name="release">The release in force.</param>
    /// <param name="tool">The tool as it is known.</param>
    /// <param name="message">The bytes that are described.</param>
    /// <param name="arguments">Where the object of arguments stands in them; empty when there is none.</param>
    /// <param name="key">The digest of the idempotency key; the zero value without one.</param>
    public static Description.Described Of(Release release, OfferedTool tool, ReadOnlySpan<byte> message, Range arguments, Digest256 key)
    {
        var classified = release.Catalogue.TryGetValue(tool.Name, out var known);
        var resource = known?.Resource is { } template && ArgumentOf(message[arguments], template) is { } value ? template.Match(value) : null;
        var action = new ActionRequest(
            tool.Name,
            classified ? known!.Effects : Effects.Unclassified,
            resource ?? OwnResource(known?.Resource is null ? ResourceRef.Tool : ResourceRef.Unmatched, tool.Name),
            new Destination("server", tool.Name.Server.ToString()),
            message,
            arguments,
            tool.Definition)
        {
            IdempotencyKey = key,
        };
        return new Description.Described(action, new ActionFacts(classified, tool.Pinned, ResourceKnown: resource is not null));
    }

    /// <summary>Whether the arguments have the member that names the resource, whatever it holds.</summary>
    public static bool HasArgument(ReadOnlySpan<byte> arguments, ResourceTemplate template)
    {
        var reader = new Utf8JsonReader(arguments);
        return Find(ref reader, arguments, template);
    }

    private static string? ArgumentOf(ReadOnlySpan<byte> arguments, ResourceTemplate template)
    {
        var reader = new Utf8JsonReader(arguments);
        return Find(ref reader, arguments, template) && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> arguments, ResourceTemplate template)
    {
        while (!arguments.IsEmpty && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(template.Argument))
            {
                return true;
            }
        }

        return false;
    }

    private static ResourceRef OwnResource(string type, ActionName tool) => new(type, tool.ToString(), ImmutableSortedDictionary<string, string>.Empty);
}
