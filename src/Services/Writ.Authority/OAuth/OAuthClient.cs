using System.Collections.Immutable;
using Writ.Domain;

namespace Writ.Authority.OAuth;

/// <summary>Who asks the token service.</summary>
internal abstract record OAuthClient
{
    private OAuthClient()
    {
    }

    /// <summary>An instance that lives.</summary>
    /// <param name="Instance">Which one.</param>
    /// <param name="BySocket">Whether the kernel named it, on the attested socket.</param>
    public sealed record Known(AttestedInstance Instance, bool BySocket) : OAuthClient
    {
        /// <summary>What must hold in the transaction that the request leads to, such as an assertion's being unspent.</summary>
        public ImmutableArray<Condition> Conditions { get; init; } = [];

        /// <summary>What that transaction takes, such as that assertion.</summary>
        public ImmutableArray<Change> Changes { get; init; } = [];

        /// <summary>The client certificate of the connection, which is the instance's own; null without one.</summary>
        public ITlsPeer? Certificate { get; init; }

        /// <summary>When the first of the SVIDs ends that it authenticated with.</summary>
        /// <value>Default: never, for a client that showed none.</value>
        public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;
    }

    /// <summary>Nobody who is believed.</summary>
    /// <param name="Refusal">What to answer.</param>
    public sealed record Unknown(OAuthRefusal Refusal) : OAuthClient;
}
