using System.Collections.Immutable;

namespace Writ.Domain;

/// <summary>A registered MCP server.</summary>
public abstract record ServerRegistration
{
    private ServerRegistration(Slug name) => Name = name;

    /// <summary>The name.</summary>
    public Slug Name { get; }

    /// <summary>The secrets that it needs, each once.</summary>
    public abstract ImmutableArray<Slug> Secrets { get; }

    /// <summary>A server that Writ starts and speaks to over its standard input and output, one process for each session.</summary>
    public sealed record Stdio : ServerRegistration
    {
        /// <summary>Registers it.</summary>
        public Stdio(Slug name)
            : base(name)
        {
        }

        /// <summary>The program and its arguments, run without a shell.</summary>
        public required ImmutableArray<string> Command { get; init; }

        /// <summary>The folder it runs in; absolute.</summary>
        public required string Directory { get; init; }

        /// <summary>The whole environment it gets, beside PATH, HOME and LANG.</summary>
        public required ImmutableSortedDictionary<string, string> Environment { get; init; }

        /// <summary>The variables whose values are secrets.</summary>
        public ImmutableSortedDictionary<string, SecretUse> SecretEnvironment { get; init; } = ImmutableSortedDictionary<string, SecretUse>.Empty;

        /// <inheritdoc />
        public override ImmutableArray<Slug> Secrets => [.. SecretEnvironment.Values.Select(static use => use.Secret).Distinct()];
    }

    /// <summary>A server that is reached over streamable HTTP.</summary>
    public sealed record Http : ServerRegistration
    {
        /// <summary>Registers it.</summary>
        public Http(Slug name)
            : base(name)
        {
        }

        /// <summary>Its endpoint, http or https.</summary>
        public required Uri Endpoint { get; init; }

        /// <summary>The headers of each request, beside those of the protocol.</summary>
        public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        /// <summary>The headers whose values are secrets.</summary>
        public ImmutableSortedDictionary<string, SecretUse> SecretHeaders { get; init; } = ImmutableSortedDictionary<string, SecretUse>.Empty;

        /// <inheritdoc />
        public override ImmutableArray<Slug> Secrets => [.. SecretHeaders.Values.Select(static use => use.Secret).Distinct()];
    }
}
