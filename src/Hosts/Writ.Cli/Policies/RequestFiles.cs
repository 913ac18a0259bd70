using System.Text.Json;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Values;

namespace Writ.Cli;

/// <summary>A request and its entities as a person gives them on a command line.</summary>
internal static class RequestFiles
{
    /// <summary>The entities of a file; none without a file. With a schema, its actions are added and every entity must keep to it.</summary>
    public static EntityStore Entities(string? file, CedarSchema? schema)
    {
        if (file is null)
        {
            return schema?.ActionEntities ?? EntityStore.Empty;
        }

        var json = InputFile.Bytes(file);
        JsonKeys.OfEntities(file, json);
        return EntityJson.TryRead(json, out var entities, out var error, schema)
            ? entities
            : throw new CliException(ExitCode.Invalid, "W1047", $"`{file}` holds no entities: {error}", "write a list of objects with `uid`, `attrs` and `parents`");
    }

    /// <summary>The request of a file: an object with `principal`, `action`, `resource` as `Type::"id"` and maybe `context`.</summary>
    public static CedarRequest Request(string file, CedarSchema? schema)
    {
        try
        {
            var json = InputFile.Bytes(file);
            JsonKeys.OfRequest(file, json);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            var context = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("context", out var given) ? given.GetRawText() : "{}";
            return Request(Part(root, "principal", file), Part(root, "action", file), Part(root, "resource", file), context, file, schema);
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCode.Invalid, "W1047", $"`{file}` is not JSON without duplicate keys, nested at most 64 deep, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}", "write an object with `principal`, `action`, `resource` and maybe `context`");
        }
        catch (InvalidOperationException)
        {
            throw new CliException(ExitCode.Invalid, "W1047", $"`{file}` holds text that is no Unicode: half of an escaped pair", "write the character as it is");
        }
    }

    /// <summary>The request of parts given one by one.</summary>
    public static CedarRequest Request(string principal, string action, string resource, string? contextFile, CedarSchema? schema) =>
        Request(principal, action, resource, contextFile is null ? "{}" : InputFile.Text(contextFile), contextFile ?? "the context", schema);

    private static CedarRequest Request(string principal, string action, string resource, string context, string source, CedarSchema? schema)
    {
        var verb = Uid("action", action);
        var shape = schema?.Actions.GetValueOrDefault(verb)?.Context;
        if (!ValueJson.TryReadRecord(context, out var record, out var error, shape))
        {
            throw new CliException(ExitCode.Invalid, "W1047", $"the context in `{source}` cannot be read: {error}", "write an object of Cedar values");
        }

        var request = new CedarRequest(Uid("principal", principal), verb, Uid("resource", resource), record);
        return schema is not null && SchemaConformance.Check(schema, request) is { } violation
            ? throw new CliException(ExitCode.Invalid, "W1048", $"the request does not keep to the schema: {violation}", "correct the request, or leave `--schema` out")
            : request;
    }

    private static EntityUid Uid(string name, string text) => EntityUid.TryParse(text, null, out var uid)
        ? uid
        : throw new CliException(ExitCode.Invalid, "W1047", $"the {name} `{text}` is no entity", "write it as `Type::\"id\"`");

    private static string Part(JsonElement root, string name, string file)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var part))
        {
            if (part.ValueKind == JsonValueKind.String)
            {
                return part.GetString()!;
            }

            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && part.TryGetProperty("id", out var id)
                && type.ValueKind == JsonValueKind.String && id.ValueKind == JsonValueKind.String && EntityUid.TryCreate(type.GetString()!, id.GetString()!, out var uid))
            {
                return uid.ToString();
            }
        }

        throw new CliException(ExitCode.Invalid, "W1047", $"`{file}` names no `{name}`", $"add \"{name}\": \"Type::\\\"id\\\"\"");
    }
}
