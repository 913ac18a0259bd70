using System.CommandLine;
using Writ.Cedar.Authorization;
using Writ.Cedar.Entities;
using Writ.Cedar.Schema;

namespace Writ.Cli;

/// <summary>What `writ policy eval` and `writ policy explain` are asked with.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string[]> _policies = new("--policies", "-p")
    {
        Description = "a file of policies, or a folder with files that end in .cedar; may be given several times [default: policies]",
        HelpName = "PATH",
        DefaultValueFactory = static _ => ["policies"],
    };

    private readonly Option<string?> _schema = new("--schema", "-s")
    {
        Description = "a schema that entities and request must keep to, and that says what their short forms mean",
        HelpName = "FILE",
    };

    private readonly Option<string?> _entities = new("--entities", "-e") { Description = "the entities, in Cedar's JSON form", HelpName = "FILE" };

    private readonly Option<string?> _request = new("--request", "-r")
    {
        Description = "the request as JSON: principal, action, resource and maybe context",
        HelpName = "FILE",
    };

    private readonly Option<string?> _principal = new("--principal") { Description = "who asks, as Type::\"id\"", HelpName = "ENTITY" };

    private readonly Option<string?> _action = new("--action") { Description = "what is asked, as Action::\"id\"", HelpName = "ENTITY" };

    private readonly Option<string?> _resource = new("--resource") { Description = "what it is asked of, as Type::\"id\"", HelpName = "ENTITY" };

    private readonly Option<string?> _context = new("--context") { Description = "the context, as a JSON object; not beside --request", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_policies, _schema, _entities, _request, _principal, _action, _resource, _context]) command.Add(option);
    }

    /// <summary>Reads everything that was named.</summary>
    public (CedarRequest Request, PolicySet Policies, EntityStore Entities) Read(ParseResult result)
    {
        var policies = PolicyFiles.Policies(PolicyFiles.Sources(PolicyFiles.Find(result.GetRequiredValue(_policies))));
        var schema = result.GetValue(_schema) is { } schemaFile ? PolicyFiles.Schema(schemaFile) : null;
        return (Request(result, schema), policies, RequestFiles.Entities(result.GetValue(_entities), schema));
    }

    private CedarRequest Request(ParseResult result, CedarSchema? schema)
    {
        // What stands in the file is the whole request, so a context beside it would not count, and a decision would be shown that nobody asked for.
        if (result.GetValue(_request) is not null && result.GetValue(_context) is not null)
            throw new CliException(ExitCode.Invalid, UsageError.Code, "`--context` is given beside `--request`, whose file is the whole request", "put the context into the file of the request, or give principal, action and resource");
        var (principal, action, resource) = (result.GetValue(_principal), result.GetValue(_action), result.GetValue(_resource));
        return (result.GetValue(_request), principal, action, resource) switch
        {
            ({ } file, null, null, null) => RequestFiles.Request(file, schema),
            (null, not null, not null, not null) => RequestFiles.Request(principal, action, resource, result.GetValue(_context), schema),
            _ => throw new CliException(ExitCode.Invalid, UsageError.Code, "a request is given whole: by a file, or by principal, action and resource", "give `--request FILE`, or all of `--principal`, `--action` and `--resource`"),
        };
    }
}
