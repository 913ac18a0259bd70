using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.Releases.Reading;

/// <summary>Reads one server of `writ.yaml`: started over stdio, or reached over HTTP.</summary>
internal static class ServerSection
{
    public static ServerRegistration? Read(Slug name, YamlNode value, string folder, Draft draft)
    {
        var problems = draft.Problems;
        if (Section.Of(value, $"server `{name}`", problems) is not { } server)
        {
            return null;
        }

        var stdio = server.Child("stdio", required: false);
        var http = server.Child("http", required: false);
        server.Close();
        if (stdio is null == http is null)
        {
            problems.Add("W1005", server.At, $"server `{name}` says {(stdio is null ? "neither" : "both")} `stdio` {(stdio is null ? "nor" : "and")} `http`", "say how it is reached: one of the two");
            return null;
        }

        return stdio is not null ? ReadStdio(name, stdio, folder, draft) : http is not null ? ReadHttp(name, http, draft) : null;
    }

    private static ServerRegistration.Stdio? ReadStdio(Slug name, Section stdio, string folder, Draft draft)
    {
        var problems = stdio.Problems;
        var command = ImmutableArray.CreateBuilder<string>();
        var items = stdio.List("command");
        foreach (var item in items)
        {
            if (Section.AsText(item, "a part of `command`", problems) is { } part && !HasPlaceholder(part, problems))
            {
                command.Add(part.Value);
            }
        }

        var directory = stdio.Text("directory", required: false) is { } text && !HasPlaceholder(text, problems) ? text.Value : ".";
        var environment = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var secrets = ImmutableSortedDictionary.CreateBuilder<string, SecretUse>(StringComparer.Ordinal);
        foreach (var (key, value) in stdio.Entries("environment", required: false))
        {
            if (!IsVariable(key.Value))
            {
                problems.Add("W1007", key.At, $"`{key.Value}` is not an environment variable's name", "use letters, digits and `_`, not beginning with a digit");
            }

            if (value is YamlNode.Scalar { Value: "", Plain: false })
            {
                environment[key.Value] = "";
            }
            else if (value is YamlNode.Mapping mapping)
            {
                if (SecretSection.ReadUse(mapping, $"environment variable `{key.Value}`", mayHavePrefix: false, draft) is { } use)
                {
                    secrets[key.Value] = use;
                }
            }
            else if (Section.AsText(value, $"environment variable `{key.Value}`", problems) is { } content && !HasPlaceholder(content, problems))
            {
                environment[key.Value] = content.Value;
            }
        }

        stdio.Close();
        if (command.Count == 0 || command.Count != items.Length)
        {
            return null;
        }

        // A program with a slash is a path, against the config folder; one without is looked up in PATH when it starts.
        command[0] = command[0].Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command[0], folder) : command[0];
        return new ServerRegistration.Stdio(name)
        {
            Command = command.ToImmutable(),
            Directory = Path.GetFullPath(directory, folder),
            Environment = environment.ToImmutable(),
            SecretEnvironment = secrets.ToImmutable(),
        };
    }

    private static ServerRegistration.Http? ReadHttp(Slug name, Section http, Draft draft)
    {
        var url = http.Text("url");
        var (headers, secretHeaders) = HeaderSection.Read(http, draft);
        http.Close();
        if (url is null || HasPlaceholder(url, http.Problems))
        {
            return null;
        }

        if (!Uri.TryCreate(url.Value, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.Fragment.Length > 0)
        {
            http.Problems.Add("W1015", url.At, "`url` is not an absolute http or https address", "write it like `https://host/mcp`, without a fragment");
            return null;
        }

        // The problem does not repeat the address: what stands before the `@` may be a password.
        if (endpoint.UserInfo.Length > 0)
        {
            http.Problems.Add("W1015", url.At, "`url` holds a user name or password", "remove what stands before the `@`: a release holds no secrets");
            return null;
        }

        if (!secretHeaders.IsEmpty && endpoint.Scheme != "https" && !endpoint.IsLoopback)
        {
            http.Problems.Add("W1082", url.At, "a secret would go to another machine over `http`, for all on the way to read", "use `https`");
            return null;
        }

        return new ServerRegistration.Http(name) { Endpoint = endpoint, Headers = headers, SecretHeaders = secretHeaders };
    }

    public static bool HasPlaceholder(YamlNode.Scalar text, Problems problems)
    {
        if (!text.Value.Contains("${", StringComparison.Ordinal))
        {
            return false;
        }

        problems.Add("W1013", text.At, "a placeholder `${…}` would not be expanded", "write the value itself: a release means the same on every machine");
        return true;
    }

    private static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
