/** Where packets end, or what ends them. */
export const Cross = ({ x, y }: { readonly x: number; readonly y: number }): React.JSX.Element => (
  <g data-look="">
    <circle cx={x} cy={y} r={8} fill="var(--canvas)" />
    <path d={`M${x - 5} ${y - 5}l10 10m0 -10l-10 10`} stroke="var(--failed)" strokeWidth={2} fill="none" />
  </g>
);
