using System.Net;

namespace Writ.Domain;

public abstract partial record Constraint
{
    /// <summary>An IP address in a network, in the one spelling that every reader takes alike: `10.0.0.7`, `2001:db8::7`. An IPv4 address in an IPv6 one is in neither's networks.</summary>
    /// <param name="Network">The network, as in `10.0.0.0/8` (RFC 4632 §3.1, RFC 4291 §2.3).</param>
    public sealed record InNetwork(IPNetwork Network) : Constraint
    {
        /// <summary>Reads a network in its one spelling; null for any other text.</summary>
        public static InNetwork? Read(string text) =>
            IPNetwork.TryParse(text, out var network) && string.Equals(network.ToString(), text, StringComparison.Ordinal) && !network.BaseAddress.IsIPv4MappedToIPv6
                ? new InNetwork(network)
                : null;

        /// <inheritdoc />
        public override bool Allows(string value) =>
            IPAddress.TryParse(value, out var address)
            && !address.IsIPv4MappedToIPv6
            && string.Equals(address.ToString(), value, StringComparison.Ordinal)
            && !value.Contains('%', StringComparison.Ordinal)
            && Network.Contains(address);

        private protected override string Order => "network " + Network;

        private protected override bool CoversAlike(Constraint narrower) =>
            narrower is InNetwork other && other.Network.PrefixLength >= Network.PrefixLength && Network.Contains(other.Network.BaseAddress);

        // Two networks lie one in the other or apart.
        private protected override Constraint MeetAlike(Constraint other) => base.MeetAlike(other) ?? Nothing;
    }
}
