using Writ.Jose;
using Writ.Spiffe;

namespace Writ.Authority.OAuth;

/// <summary>Knows the public keys of instances that came with a key of their own. Thread-safe.</summary>
public interface IInstanceKeys
{
    /// <summary>The key of an instance that lives; null when it has none, or there is no such instance.</summary>
    PublicJwk? Find(SpiffeId instance);
}
