using Writ.Cedar.Authorization;
using Writ.Cedar.Json;
using Writ.Cedar.Schema;
using Writ.Cedar.Syntax;

namespace Writ.Cedar.Tests.Conformance;

/// <summary>The same policies and schemas after having been written in each of their forms, and read back.</summary>
internal static class Rewritten
{
    /// <summary>From a set to JSON, to a set, to text, to a set. Policies without templates keep their ids on the way.</summary>
    public static PolicySet Policies(PolicySet policies)
    {
        Assert.True(PolicySetJson.TryRead(PolicySetJson.Write(policies), out var read, out var error), error?.ToString());
        return PolicySet.Parse(CedarText.Write(read));
    }

    /// <summary>From text to JSON and back.</summary>
    public static string Schema(string text)
    {
        Assert.True(SchemaText.TryRead(text, out var document, out var errors), string.Join('\n', errors));
        Assert.True(SchemaJson.TryRead(SchemaJson.Write(document), out document, out var error), error?.ToString());
        Assert.True(SchemaText.TryWrite(document, out var written, out var wrong), wrong?.ToString());
        return written;
    }
}
