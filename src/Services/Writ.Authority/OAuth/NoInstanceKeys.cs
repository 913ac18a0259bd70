using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>Stands where no instance comes with a key of its own: knows none.</summary>
internal sealed class NoInstanceKeys : IInstanceKeys
{
    public PublicJwk? Find(SpiffeId instance) => null;
}
